import json
import sys
from collections import Counter

counts = Counter()
n = 0
for line in open(sys.argv[1]):
    counts.update(json.loads(line)["skills"])
    n += 1
for skill, c in counts.most_common():
    print(f"{skill:14s} {c:5d} {c / n:6.1%}")
