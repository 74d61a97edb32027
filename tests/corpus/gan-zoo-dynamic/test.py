import os

from torchvision.utils import save_image

from models import create_model
from options import TrainOptions

if __name__ == '__main__':
    opt = TrainOptions(is_train=False).parse()
    model = create_model(opt)
    model.load_networks(opt.n_epochs)
    os.makedirs('results', exist_ok=True)
    save_image(model.sample(64), 'results/%s.png' % opt.model, nrow=8, normalize=True)
