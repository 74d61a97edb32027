#!/bin/bash
for y in 2018 2019 2020; do
  wget -nc "https://data.example.org/soil/$y.csv.gz"
done
