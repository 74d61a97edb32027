import re
from collections import defaultdict

import numpy as np

LINE = re.compile(r'(\S+) \S+ \S+ \[([^:]+:\d+:\d+):\d+ [^\]]+\] "(\S+) (\S+)[^"]*" (\d{3}) (\d+|-)')


def minutes(lines):
    """One row a minute: requests, addresses, share of 4xx, share of 5xx, mean size, share of POST."""
    rows = defaultdict(list)
    for line in lines:
        m = LINE.match(line)
        if m:
            rows[m.group(2)].append(m.groups())
    out = []
    for minute, hits in rows.items():
        status = np.array([int(h[4]) for h in hits])
        size = np.array([0 if h[5] == "-" else int(h[5]) for h in hits])
        out.append([len(hits), len({h[0] for h in hits}), np.mean(status // 100 == 4), np.mean(status // 100 == 5),
                    np.log1p(size).mean(), np.mean([h[2] == "POST" for h in hits])])
    return list(rows), np.array(out)
