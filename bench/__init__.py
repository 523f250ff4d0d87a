"""The project's own measurements: `./run bench` runs every module here that has a `measure()`."""
