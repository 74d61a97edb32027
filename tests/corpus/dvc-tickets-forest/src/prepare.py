import os
import random
import sys
import xml.etree.ElementTree as ET

import yaml

params = yaml.safe_load(open("params.yaml"))["prepare"]
random.seed(params["seed"])
os.makedirs(os.path.join("data", "prepared"), exist_ok=True)

with open("data/prepared/train.tsv", "w") as train, open("data/prepared/test.tsv", "w") as test:
    for ticket in ET.parse(sys.argv[1]).getroot():
        text = " ".join((ticket.findtext("subject") + " " + ticket.findtext("body")).split())
        out = test if random.random() < params["split"] else train
        out.write("%s\t%s\n" % (ticket.attrib["team"], text))
