from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessments", "0004_custom_weights")]

    operations = [
        migrations.AddIndex("snapshot", models.Index(fields=["sha256"], name="snapshot_by_hash")),
    ]
