"""How a deployment is set up: settings, keys, logs, database, migrations."""
