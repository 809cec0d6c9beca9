

x = a | b
