"""What may be said and who may stay; knows no platform."""
