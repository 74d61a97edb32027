import string


def load_doc(filename):
    with open(filename, 'r') as f:
        return f.read()


def load_descriptions(doc):
    mapping = dict()
    table = str.maketrans('', '', string.punctuation)
    for line in doc.split('\n'):
        tokens = line.split()
        if len(line) < 2:
            continue
        image_id, words = tokens[0].split('.')[0], tokens[1:]
        words = [w.lower().translate(table) for w in words]
        words = [w for w in words if len(w) > 1 and w.isalpha()]
        mapping.setdefault(image_id, []).append('startseq ' + ' '.join(words) + ' endseq')
    return mapping


def load_ids(filename):
    return set(line.split('.')[0] for line in load_doc(filename).split('\n') if len(line) > 0)
