from main_old import *
print(model.evaluate(x, y))
