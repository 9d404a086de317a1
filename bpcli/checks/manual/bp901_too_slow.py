"""The checking of this file took too long.

It was stopped, so that the other files are checked. Every part of the work is bounded, and an ordinary file
takes milliseconds: either the machine is very busy, or this is a fault of the program. Make the exercise
smaller, and please report it.
"""
