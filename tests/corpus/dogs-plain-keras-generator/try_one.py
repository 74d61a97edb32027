import sys
from keras.preprocessing import image
# net = load_model(...)  did not work, so the network is built again
from dogs import net, width, height
net.load_weights('dogs.h5')
x = image.img_to_array(image.load_img(sys.argv[1], target_size=(width, height)))[None] / 255.
print('wolf' if net.predict(x)[0, 0] > .5 else 'dog')
