from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """OWASP's minimum. Django's own setting needs 100 MiB a log-in, so that a flood of log-ins exhausts memory."""

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1
