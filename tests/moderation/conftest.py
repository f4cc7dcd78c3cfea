from tests.kept import kept
from tests.moderation.stage import staged

stage = kept(staged)
