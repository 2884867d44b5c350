"""How the English models are made: corpora and a config enter, `pipeline/models/en_claims_sm` leaves. Start at `english.py`."""
