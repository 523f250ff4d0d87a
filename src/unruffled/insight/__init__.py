"""Second floor: looks back over what the desk stored; reads only, never acts."""
