"""policydsl: government support measures as declarative policies, evaluated exactly."""

__version__ = "0.1.0"
