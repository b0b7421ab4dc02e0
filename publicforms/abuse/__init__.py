"""Against abuse, without anybody outside: what a submission has to pass before it is judged."""

from publicforms.abuse.guarding import Refusal, guard

__all__ = ["Refusal", "guard"]
