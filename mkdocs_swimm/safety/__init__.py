"""What comes from a document passes here before it goes anywhere."""
