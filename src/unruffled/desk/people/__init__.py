"""Who works here: the organisation, its teams, its people, and who may do what."""
