from os import listdir
from pickle import dump
from keras.applications.vgg16 import VGG16, preprocess_input
from keras.preprocessing.image import load_img, img_to_array
from keras.models import Model


def extract_features(directory):
    model = VGG16()
    model.layers.pop()
    model = Model(inputs=model.inputs, outputs=model.layers[-1].output)
    print(model.summary())
    features = dict()
    for name in listdir(directory):
        image = img_to_array(load_img(directory + '/' + name, target_size=(224, 224)))
        image = image.reshape((1, image.shape[0], image.shape[1], image.shape[2]))
        feature = model.predict(preprocess_input(image), verbose=0)
        features[name.split('.')[0]] = feature
        print('>%s' % name)
    return features


features = extract_features('Flicker8k_Dataset')
print('Extracted Features: %d' % len(features))
dump(features, open('features.pkl', 'wb'))
