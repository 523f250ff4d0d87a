"""Where the public data lies that some figures are measured on."""

import os
from pathlib import Path
from typing import Final

DATA: Final = Path(os.environ["DATA_FOLDER"]) if os.environ.get("DATA_FOLDER") else None
"""The unpacked train_sets; None where DATA_FOLDER names none."""
