from __future__ import print_function

import numpy as np

from train import network

mean, std = np.loadtxt('norm.txt')
model = network()
model.load_weights('unet.hdf5')
masks = model.predict((np.load('test.npy').astype('float32') - mean) / std)
with open('submission.csv', 'w') as f:
    print('img,pixels', file=f)
    for i, m in enumerate(masks):
        flat = (m[0].T.flatten() > 0.5).astype(int)
        edges = np.flatnonzero(np.diff(np.r_[0, flat, 0])) + 1
        print('%d,%s' % (i + 1, ' '.join('%d %d' % (a, b - a) for a, b in zip(edges[::2], edges[1::2]))), file=f)
