



import os




class Queue:
    items: list[str]
	done = 0  # a tab
    size = 3






    last = 1
