import math
from collections import Counter


def ngrams(words, n):
    return Counter(tuple(words[i:i + n]) for i in range(len(words) - n + 1))


def bleu(candidates, references, order=4):
    match, total, c_len, r_len = [0] * order, [0] * order, 0, 0
    for cand, refs in zip(candidates, references):
        c_len += len(cand)
        r_len += min((len(r) for r in refs), key=lambda n: (abs(n - len(cand)), n))
        for n in range(1, order + 1):
            best = Counter()
            for ref in refs:
                best |= ngrams(ref, n)
            match[n - 1] += sum((ngrams(cand, n) & best).values())
            total[n - 1] += max(len(cand) - n + 1, 0)
    if min(match) == 0:
        return 0.0
    brevity = min(1.0, math.exp(1 - r_len / max(c_len, 1)))
    return brevity * math.exp(sum(math.log(m / t) for m, t in zip(match, total)) / order)
