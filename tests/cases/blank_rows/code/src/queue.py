







import time


class Queue:

    items = []


print(Queue)
