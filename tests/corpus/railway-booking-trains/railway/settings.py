SECRET_KEY = "development-only"
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "rest_framework", "trains"]
DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "HOST": "db", "NAME": "railway"}}
ROOT_URLCONF = "railway.urls"
