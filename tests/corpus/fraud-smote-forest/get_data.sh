#!/bin/sh
kaggle datasets download -d paysim -p . && unzip -o '*.zip' && mv PS_*.csv payments.csv
