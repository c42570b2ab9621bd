"""PostgreSQL: the lines in a table partitioned by month (commissions/nights/partitions.py)."""

from django.db import migrations

# An identity column can't have partitions before PostgreSQL 17.
SPLIT = """
ALTER TABLE commissions_line RENAME TO commissions_line_whole;
ALTER TABLE commissions_line_whole ALTER COLUMN id DROP IDENTITY;
CREATE TABLE commissions_line (
    LIKE commissions_line_whole INCLUDING DEFAULTS INCLUDING CONSTRAINTS
) PARTITION BY RANGE (posted_on);
CREATE SEQUENCE commissions_line_id_seq OWNED BY commissions_line.id;
ALTER TABLE commissions_line ALTER COLUMN id SET DEFAULT nextval('commissions_line_id_seq');
DO $$
DECLARE month date;
BEGIN
    FOR month IN
        SELECT DISTINCT date_trunc('month', posted_on)::date FROM commissions_line_whole ORDER BY 1
    LOOP
        EXECUTE format(
            'CREATE TABLE commissions_line_%s PARTITION OF commissions_line'
            ' FOR VALUES FROM (%L) TO (%L) PARTITION BY RANGE (posted_on, earner_id)',
            to_char(month, 'YYYY_MM'), month, (month + interval '1 month')::date
        );
        EXECUTE format(
            'CREATE TABLE commissions_line_%s_01 PARTITION OF commissions_line_%s'
            ' FOR VALUES FROM (%L, MINVALUE) TO (%L, MINVALUE)',
            to_char(month, 'YYYY_MM'), to_char(month, 'YYYY_MM'),
            month, (month + interval '1 month')::date
        );
    END LOOP;
END $$;
INSERT INTO commissions_line SELECT * FROM commissions_line_whole ORDER BY id;
SELECT setval('commissions_line_id_seq', GREATEST((SELECT max(id) FROM commissions_line), 1));
DROP TABLE commissions_line_whole;
ALTER TABLE commissions_line ADD PRIMARY KEY (id, posted_on, earner_id);
ALTER TABLE commissions_line
    ADD CONSTRAINT line_once UNIQUE (posted_on, earner_id, charge_id, kind, entry);
CREATE INDEX commissions_line_charge_id_0bd3ad1f ON commissions_line (charge_id);
"""


def split(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(SPLIT, params=None)


class Migration(migrations.Migration):
    dependencies = [("commissions", "0001_initial")]

    operations = [migrations.RunPython(split, migrations.RunPython.noop)]
