"""Rights and halts for programs."""

from advocates.api.halts import router as halts
from advocates.api.rights import page_asked, program_asked
from advocates.api.rights import router as rights

__all__ = ["halts", "page_asked", "program_asked", "rights"]
