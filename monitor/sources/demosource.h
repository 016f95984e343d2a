// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QTimer>

#include "monitor/sources/demoload.h"
#include "monitor/sources/source.h"

namespace Amp {

// Shows the made-up server of DemoLoad, ten times a second, so that the window can be looked at
// without a server.
class DemoSource : public Source
{
    Q_OBJECT

public:
    explicit DemoSource(DemoLoad::Scenario scenario = DemoLoad::Scenario::Healthy, quint64 seed = 1,
                        QObject *parent = nullptr);

    void start() override;
    QString name() const override;
    QString address() const override { return {}; }
    void command(const QByteArray &verb, const QVariantList &arguments, Answer answer) override;
    void setMayOperate(bool mayOperate) { m_mayOperate = mayOperate; }

protected:
    void stop() { m_timer.stop(); }

private:
    Result<QVariant> run(const QByteArray &verb, const QVariantList &arguments);
    void tell(Feed::Update update);

    DemoLoad m_load;
    bool m_mayOperate = true;
    QTimer m_timer;
};

} // namespace Amp
