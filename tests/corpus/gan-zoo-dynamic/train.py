"""General-purpose training script."""
import time

from data import create_dataset
from models import create_model
from options import TrainOptions

if __name__ == '__main__':
    opt = TrainOptions().parse()
    dataset = create_dataset(opt)
    print('The number of training images = %d' % len(dataset.dataset))
    model = create_model(opt)

    total_iters = 0
    for epoch in range(1, opt.n_epochs + 1):
        epoch_start = time.time()
        for i, images in enumerate(dataset):
            total_iters += images.size(0)
            model.set_input(images)
            model.optimize_parameters()
            if i % opt.print_freq == 0:
                print('(epoch: %d, iters: %d) %s' % (epoch, total_iters, ' '.join(
                    '%s: %.3f' % kv for kv in model.get_current_losses().items())))
        if epoch % opt.save_epoch_freq == 0:
            model.save_networks(epoch)
        print('End of epoch %d / %d \t Time Taken: %d sec' % (epoch, opt.n_epochs, time.time() - epoch_start))
