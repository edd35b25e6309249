"""Links to shared views: who may make and change them, whether one is open, how often it was opened."""
