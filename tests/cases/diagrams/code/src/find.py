









def Find():
