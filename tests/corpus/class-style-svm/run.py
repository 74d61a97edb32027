#!/usr/bin/env python3
from classifier import DigitClassifier
from config import CONFIG

if __name__ == '__main__':
    clf = DigitClassifier(CONFIG)
    clf.load()
    clf.train()
    clf.report()
