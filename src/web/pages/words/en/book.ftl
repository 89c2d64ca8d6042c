# /book
