"""The e-mail door: raw mail in, one Inbound out; one Outbound in, mail as it goes over the wire."""
