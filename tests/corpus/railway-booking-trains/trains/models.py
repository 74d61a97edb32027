from django.db import models


class Train(models.Model):
    number = models.CharField(max_length=10, unique=True)
    departs = models.DateTimeField()
    epochs = models.PositiveIntegerField(default=0, help_text="timetable periods in service")

    def fit(self, passengers):
        """Places passengers on free seats, best fit first."""
        free = list(self.seat_set.filter(passenger=None))
        for passenger in passengers:
            free.sort(key=lambda seat: seat.score(passenger), reverse=True)
            if not free:
                break
            seat = free.pop(0)
            seat.passenger = passenger
            seat.save()
        return self


class Seat(models.Model):
    train = models.ForeignKey(Train, on_delete=models.CASCADE)
    coach = models.PositiveSmallIntegerField()
    window = models.BooleanField(default=False)
    passenger = models.ForeignKey("Passenger", null=True, on_delete=models.SET_NULL)

    def score(self, passenger):
        return int(self.window == passenger.likes_window)


class Passenger(models.Model):
    name = models.CharField(max_length=100)
    likes_window = models.BooleanField(default=True)
