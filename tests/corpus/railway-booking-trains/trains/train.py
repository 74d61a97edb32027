"""Command line for the depot: `python -m trains.train 4711 --fit`"""
import argparse
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "railway.settings")
django.setup()

from trains.models import Passenger, Train  # noqa: E402


def train(number, fit):
    model = Train.objects.get(number=number)
    if fit:
        model.fit(Passenger.objects.filter(seat=None))
    for seat in model.seat_set.all():
        print(seat.coach, seat.passenger)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("number")
    parser.add_argument("--fit", action="store_true")
    args = parser.parse_args()
    train(args.number, args.fit)
