CONFIG = {'gamma': 0.001, 'C': 1.0}
