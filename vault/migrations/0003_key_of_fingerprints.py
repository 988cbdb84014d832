from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("vault", "0002_replaced_keys_and_clock"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="datakey",
            name="one_key_per_system_owner",
        ),
        migrations.AddConstraint(
            model_name="datakey",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    (
                        "owner__in",
                        (
                            "audit:justifications",
                            "vault:blind-index",
                            "vault:name-fingerprints",
                            "vault:secrets",
                        ),
                    )
                ),
                fields=("owner",),
                name="one_key_per_system_owner",
            ),
        ),
    ]
