"""Every environment variable that the house knows, for the reference; a test holds the code to this table."""

ENVIRONMENT = {
    "DATABASE_URL": ("the embedded PostgreSQL", "a PostgreSQL >= 15 elsewhere: postgresql://user:password@host/name"),
    "HOST": ("127.0.0.1", "the address that the web listens on"),
    "PORT": ("8000", "the port that the web listens on"),
    "UNRUFFLED_DEBUG": ("0", "1 shows Django's error pages; never where others can reach them"),
    "UNRUFFLED_DEMO": ("1", "0 starts an empty organisation, with one link that makes the first manager"),
    "UNRUFFLED_HOME": ("var/ in the checkout", "the data folder: secret key, files, and the embedded database"),
    "UNRUFFLED_MAIL_INSIDE": ("none", "mail servers of your own network that inboxes may use: `mail.local, 10.0.0.5`"),
    "UNRUFFLED_POSTGRES": ("whatever is here", "`installed`, `wheel`, or a folder with initdb and postgres"),
    "UNRUFFLED_TIME_ZONE": ("UTC", "the time zone that people read, such as Europe/London; stored is UTC"),
    "UNRUFFLED_URL": ("none", "the address that people use, such as https://help.example.com, behind a proxy"),
}
