"""The ten answers of bench.form_making, each a column."""

from django.db import models

JOBS = [("witness", "投票立会人"), ("clerk", "選挙事務従事者"), ("count", "開票事務")]


class Application(models.Model):
    name = models.CharField("お名前", max_length=100)
    kana = models.CharField("ふりがな", max_length=100)
    mail = models.EmailField("メールアドレス")
    phone = models.CharField("電話番号", max_length=20)
    address = models.CharField("住所", max_length=200)
    birth = models.DateField("生年月日")
    job = models.CharField("希望する仕事", max_length=20, choices=JOBS)
    times = models.IntegerField("これまでの回数")
    car = models.BooleanField("車で来る", choices=[(True, "はい"), (False, "いいえ")])
    note = models.TextField("配慮が必要なこと", blank=True)
    submitted_at = models.DateTimeField(auto_now_add=True)
