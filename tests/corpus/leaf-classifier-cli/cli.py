import argparse


def train_arguments():
    parser = argparse.ArgumentParser(description='Learn to tell leaves apart')
    parser.add_argument('folder', nargs='?', default='leaves')
    parser.add_argument('--backbone', default='vgg16', choices=('vgg11', 'vgg16', 'mobilenet_v2', 'densenet121'))
    parser.add_argument('--head', type=int, default=256, help='units of the new hidden layer')
    parser.add_argument('--lr', type=float, default=3e-4)
    parser.add_argument('--epochs', type=int, default=8)
    parser.add_argument('--cuda', action='store_true')
    parser.add_argument('--out', default='leaf.ckpt')
    return parser.parse_args()


def predict_arguments():
    parser = argparse.ArgumentParser(description='Name a leaf')
    parser.add_argument('picture')
    parser.add_argument('--checkpoint', default='leaf.ckpt')
    parser.add_argument('--labels', default='labels.json')
    parser.add_argument('-k', type=int, default=3)
    return parser.parse_args()
