# /scheduler
