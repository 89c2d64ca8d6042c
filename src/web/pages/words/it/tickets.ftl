# /tickets
