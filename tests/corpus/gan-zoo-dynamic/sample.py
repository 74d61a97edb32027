from torchvision.utils import save_image

from options import options
from zoo import make

opt = options()
kind = make(opt)
kind.restore(opt.out)
save_image(kind.dream(64), "%s.png" % opt.kind, nrow=8, normalize=True)
