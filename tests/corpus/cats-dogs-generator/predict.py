import sys
from tensorflow.keras.models import load_model
model = load_model('cats_dogs.h5')
print(model.predict(sys.argv[1]))
