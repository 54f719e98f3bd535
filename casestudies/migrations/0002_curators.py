from django.contrib.auth.management import create_permissions
from django.db import migrations


def make_curators(apps, schema_editor):
    """Curators edit the library and see nothing else. Permissions usually appear after all migrations, so make ours now."""
    config = apps.get_app_config("casestudies")
    config.models_module = True
    create_permissions(config, apps=apps, using=schema_editor.connection.alias, verbosity=0)
    config.models_module = None
    group, _created = apps.get_model("auth", "Group").objects.get_or_create(name="Curators")
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="casestudies")
    group.permissions.add(*permissions)


class Migration(migrations.Migration):
    dependencies = [
        ("casestudies", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [migrations.RunPython(make_curators, migrations.RunPython.noop)]
