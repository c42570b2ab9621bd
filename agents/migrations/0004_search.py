"""Finding agents by part of their name or code: PostgreSQL's trigrams.

Where the server has no pg_trgm, or this user may not install it, searching works as before, only
slower; an administrator can run the two statements later.
"""

from django.db import Error, migrations, transaction

INDEX = """
CREATE INDEX IF NOT EXISTS agent_words ON agents_agent
USING gin (UPPER(name::text) gin_trgm_ops, UPPER(code::text) gin_trgm_ops)
"""


def put_up(apps, schema_editor):
    connection = schema_editor.connection
    if connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic(connection.alias), connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            cursor.execute(INDEX)
    except Error as e:
        print(f"\n    Searching agents stays slow: {str(e).strip()}")  # noqa: T201


def take_down(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS agent_words")


class Migration(migrations.Migration):
    dependencies = [("agents", "0003_past_filled")]

    operations = [migrations.RunPython(put_up, take_down)]
