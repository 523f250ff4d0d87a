"""Trains the packaged reader from public data and our own lines; never needed by users (see README.md here)."""

import os

os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # looked at once, when onnxruntime is first imported: it reports to nobody
