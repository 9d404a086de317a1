"""How much of anything a stranger may send; each limit is checked before the work and named in its message."""

FORMULA_CHARACTERS = 2_000
NESTING_DEPTH = 64
NAME_CHARACTERS = 32
NUMBER_DIGITS = 50
NUMBER_EXPONENT = 308
EXACT_EXPONENT = 1_000
TITLE_CHARACTERS = 200
FILE_BYTES = 2 * 1024 * 1024
YAML_DEPTH = 16
YAML_VALUES = 100_000
GIVEN_NAMES = 1_000
ARRAY_NUMBERS = 10_000
STEPS = 20_000
ANSWERS = 1_000  # in one submission
SUBMISSIONS = 100_000  # in one run
TRAINING_NUMBERS = 20_000_000  # that a training keeps: losses, gradients and parameters of every update
