def read(path):
    sentence = []
    with open(path, encoding="latin-1") as f:
        for line in f:
            parts = line.split()
            if len(parts) == 3:
                sentence.append((parts[0], parts[2]))
            elif sentence:
                yield list(zip(*sentence))
                sentence = []
    if sentence:
        yield list(zip(*sentence))


class Alphabet(dict):
    def __missing__(self, key):
        if self.frozen:
            return 1
        self[key] = len(self) + 2
        return self[key]

    frozen = False
